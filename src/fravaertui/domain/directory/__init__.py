"""What registers say of clinics and practitioners, and how it becomes ours: plan, then apply."""
