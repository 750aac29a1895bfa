"""What Norwegian surgeries' secretaries type for days, and what it has to come to (rules D3, D4).

Read by `test_date_phrases`. Today is 27.11.2026, a Friday in week 48, unless a phrase says else.
What is expected is a day, a span `first..last`, `ask` with every reading and what tells it from
the others, or `refuse` with the code of the problem.
"""

ALONE = """
# whole dates
12.06.2024 | 2024-06-12
12.6.2024 | 2024-06-12
12.06.24 | 2024-06-12
12/6/2024 | 2024-06-12
12-06-2024 | 2024-06-12
12,06,2024 | 2024-06-12
12,6,27 | 2027-06-12
12.6,27 | 2027-06-12
120624 | 2024-06-12
12062024 | 2024-06-12
2024-06-12 | 2024-06-12
2024.06.12 | 2024-06-12
12. juni 2024 | 2024-06-12
12 juni 2024 | 2024-06-12
12.juni 2024 | 2024-06-12
12.juni.2024 | 2024-06-12
12. JUNI 24 | 2024-06-12
12. jun. 2024 | 2024-06-12
12. juni '27 | 2027-06-12
12 6 2027 | 2027-06-12
12.6. 2027 | 2027-06-12
12/6-2027 | 2027-06-12
12/6 2027 | 2027-06-12
den 12. juni 2027 | 2027-06-12
den 12.06.2027 | 2027-06-12
dato: 12.6.2027 | 2027-06-12
lørdag 12. juni 2027 | 2027-06-12
lør 12.6.2027 | 2027-06-12
lørdag den 12. juni 2027 | 2027-06-12
lørdag, 12.6.2027 | 2027-06-12
12.6.2027 (lørdag) | 2027-06-12
12. juni 2027, lørdag | 2027-06-12
Måndag 8. juli 2024 | 2024-07-08
Monday 8 July 2024 | 2024-07-08
8 March 2027 | 2027-03-08
July 5, 2027 | 2027-07-05
5th of July 2027 | 2027-07-05
the 5th of July 2027 | 2027-07-05
# without a year
12.6 | 2027-06-12
12.06 | 2027-06-12
12.6. | 2027-06-12
12,6 | 2027-06-12
12/6 | 2027-06-12
12-6 | 2027-06-12
12 . 6 | 2027-06-12
12. 6. | 2027-06-12
den 12. juni | 2027-06-12
12. juni | 2027-06-12
12 juni | 2027-06-12
12.juni | 2027-06-12
12.jun | 2027-06-12
12. jun. | 2027-06-12
3. des | 2026-12-03
1. aug. | 2027-08-01
17. mai | 2027-05-17
15 sept | 2027-09-15
15. sept. | 2027-09-15
1. okt | 2027-10-01
29.2 | 2028-02-29
lør 12.6 | 2027-06-12
lør. 12.6 | 2027-06-12
lørdag 12.6 | 2027-06-12
fre 12.6 | refuse wrong_weekday
laurdag 12. juni | 2027-06-12
sundag 13. juni | 2027-06-13
sat 12 June | 2027-06-12
på lørdag 12.6 | 2027-06-12
12.6 lør | 2027-06-12
July 5th | 2027-07-05
5 July | 2027-07-05
the 12th of June | 2027-06-12
12. jul | 2027-07-12
f.o.m. 12.6 | 2027-06-12
fom 12.6 | 2027-06-12
fra 12. juni | 2027-06-12
fra og med 12. juni | 2027-06-12
frå og med 12. juni | 2027-06-12
byrjar 12. juni | 2027-06-12
from 12 June | 2027-06-12
27.11 | 2026-11-27
28.11 | 2026-11-28
31.12 | 2026-12-31
1.1 | 2027-01-01
# days from today
i dag | 2026-11-27
I DAG | 2026-11-27
idag | 2026-11-27
today | 2026-11-27
nå | 2026-11-27
fra i dag | 2026-11-27
i morgen | 2026-11-28
imorgen | 2026-11-28
i morgon | 2026-11-28
tomorrow | 2026-11-28
fra i morgen | 2026-11-28
i overmorgen | 2026-11-29
overmorgen | 2026-11-29
i overmorgon | 2026-11-29
the day after tomorrow | 2026-11-29
i går | 2026-11-26
igår | 2026-11-26
yesterday | 2026-11-26
i forgårs | 2026-11-25
+0 | 2026-11-27
+1 | 2026-11-28
+14 | 2026-12-11
+ 14 | 2026-12-11
pluss 14 | 2026-12-11
+2 uker | 2026-12-11
+14 dager | 2026-12-11
om 3 uker | 2026-12-18
om tre uker | 2026-12-18
om 14 dager | 2026-12-11
om en uke | 2026-12-04
om ei veke | 2026-12-04
om to veker | 2026-12-11
in 3 weeks | 2026-12-18
3 uker fra i dag | 2026-12-18
om en måned | 2026-12-27
# weekdays
mandag | 2026-11-30
man | 2026-11-30
måndag | 2026-11-30
måndagen | 2026-11-30
monday | 2026-11-30
på mandag | 2026-11-30
kommende mandag | 2026-11-30
førstkommende mandag | 2026-11-30
førstkomande måndag | 2026-11-30
laurdagen | 2026-11-28
torsdag | 2026-12-03
fredag | ask this_day 2026-11-27 / week_later 2026-12-04
neste mandag | ask first_such 2026-11-30 / week_later 2026-12-07
neste fredag | ask first_such 2026-12-04 / week_later 2026-12-11
forrige fredag | 2026-11-20
fredag neste uke | 2026-12-04
neste uke fredag | 2026-12-04
mandag uke 49 | 2026-11-30
# lengths, from today
14 dager | 2026-11-27..2026-12-10
14 dagar | 2026-11-27..2026-12-10
14d | 2026-11-27..2026-12-10
14 days | 2026-11-27..2026-12-10
2 uker | 2026-11-27..2026-12-10
2 veker | 2026-11-27..2026-12-10
to uker | 2026-11-27..2026-12-10
en uke | 2026-11-27..2026-12-03
1 uke | 2026-11-27..2026-12-03
ei veke | 2026-11-27..2026-12-03
i 2 uker | 2026-11-27..2026-12-10
tre uker | 2026-11-27..2026-12-17
1 måned | 2026-11-27..2026-12-26
en måned | 2026-11-27..2026-12-26
0 dager | refuse no_days
# weeks
uke 28 | 2027-07-12..2027-07-18
Uke 28 | 2027-07-12..2027-07-18
uka 28 | 2027-07-12..2027-07-18
uken 28 | 2027-07-12..2027-07-18
veke 28 | 2027-07-12..2027-07-18
veka 28 | 2027-07-12..2027-07-18
v28 | 2027-07-12..2027-07-18
v. 28 | 2027-07-12..2027-07-18
week 28 | 2027-07-12..2027-07-18
uke28 | 2027-07-12..2027-07-18
u28 | 2027-07-12..2027-07-18
U28 | 2027-07-12..2027-07-18
u 28 | 2027-07-12..2027-07-18
u.28 | 2027-07-12..2027-07-18
uke. 28 | 2027-07-12..2027-07-18
uke nr 28 | 2027-07-12..2027-07-18
uke nr. 28 | 2027-07-12..2027-07-18
i uke 28 | 2027-07-12..2027-07-18
hele uke 28 | 2027-07-12..2027-07-18
uke 28 2027 | 2027-07-12..2027-07-18
uke 28/2027 | 2027-07-12..2027-07-18
uke 28, 2027 | 2027-07-12..2027-07-18
2027 uke 28 | 2027-07-12..2027-07-18
2027-W28 | 2027-07-12..2027-07-18
uke 28-30 | 2027-07-12..2027-08-01
uke 28 - 30 | 2027-07-12..2027-08-01
uke 28–30 | 2027-07-12..2027-08-01
uke 28 — 30 | 2027-07-12..2027-08-01
u28-30 | 2027-07-12..2027-08-01
v28-30 | 2027-07-12..2027-08-01
u28-u30 | 2027-07-12..2027-08-01
uke28-uke30 | 2027-07-12..2027-08-01
ukene 28-30 | 2027-07-12..2027-08-01
uker 28-30 | 2027-07-12..2027-08-01
vekene 28-30 | 2027-07-12..2027-08-01
weeks 28-30 | 2027-07-12..2027-08-01
uke 28 til 30 | 2027-07-12..2027-08-01
uke 28 til uke 30 | 2027-07-12..2027-08-01
uke 28 t.o.m. 30 | 2027-07-12..2027-08-01
uke 28 til og med uke 30 | 2027-07-12..2027-08-01
fra uke 28 til uke 30 | 2027-07-12..2027-08-01
f.o.m. uke 28 t.o.m. uke 30 | 2027-07-12..2027-08-01
uke 28-30 2027 | 2027-07-12..2027-08-01
uke 28 og 29 | 2027-07-12..2027-07-25
uke 28 og uke 29 | 2027-07-12..2027-07-25
uke 28 & 29 | 2027-07-12..2027-07-25
uke 28+29 | 2027-07-12..2027-07-25
uke 28, 29 og 30 | 2027-07-12..2027-08-01
uke 28,29,30 og 31 | 2027-07-12..2027-08-08
uke 28, 29, og 30 | 2027-07-12..2027-08-01
uke 27-28-29-30-31-32 | 2027-07-05..2027-08-15
veke 31 og 32 | 2027-08-02..2027-08-15
uke 26/27 | 2027-06-28..2027-07-11
u26/27 | 2027-06-28..2027-07-11
uke 26 27 | 2027-06-28..2027-07-11
uke 28/29 | 2027-07-12..2027-07-25
uke 50/51 | 2026-12-07..2026-12-20
uke 28/30 | ask as_weeks 2027-07-12..2027-08-01 / as_year 2030-07-08..2030-07-14
uke 28 30 | ask as_weeks 2027-07-12..2027-08-01 / as_year 2030-07-08..2030-07-14
uke 28/27 | ask as_year 2027-07-12..2027-07-18
u28 24 | refuse week_and_year
uke 52-1 | 2026-12-21..2027-01-10
uke 52-2 | 2026-12-21..2027-01-17
uke 52/1 | 2026-12-21..2027-01-10
uke 53 | 2026-12-28..2027-01-03
uke 49 | 2026-11-30..2026-12-06
uke 48 | ask running 2026-11-23..2026-11-29 / coming 2027-11-29..2027-12-05
uke 47 | ask passed 2026-11-16..2026-11-22 / coming 2027-11-22..2027-11-28
uke 47-49 | ask running 2026-11-16..2026-12-06 / coming 2027-11-22..2027-12-12
uke 46-47 | ask passed 2026-11-09..2026-11-22 / coming 2027-11-15..2027-11-28
uke 40-45 | ask passed 2026-09-28..2026-11-08 / coming 2027-10-04..2027-11-14
uke 30-28 | refuse ends_before_starts
uke 40-5 | ask running 2026-09-28..2027-02-07
uke 54 | refuse no_such_week
uke 0 | refuse no_such_week
uke 25-28 og uke 31 | refuse several_spans
uke 28 og 31 | refuse several_spans
uke 28 og 31-32-33 | refuse several_spans
u27 og u29 | refuse several_spans
uke 23-25.august | ask as_days 2027-08-23..2027-08-25 / as_weeks 2027-06-07..2027-08-25
u23-25.8 | ask as_days 2027-08-23..2027-08-25 / as_weeks 2027-06-07..2027-08-25
uke 23.-25. august | ask as_days 2027-08-23..2027-08-25 / as_weeks 2027-06-07..2027-08-25
uke 28 - 8.8 | 2027-07-12..2027-08-08
uke 28 - 15. august | 2027-07-12..2027-08-15
neste uke | 2026-11-30..2026-12-06
neste veke | 2026-11-30..2026-12-06
next week | 2026-11-30..2026-12-06
denne uka | 2026-11-23..2026-11-29
inneverande veke | 2026-11-23..2026-11-29
denne uken | 2026-11-23..2026-11-29
forrige uke | 2026-11-16..2026-11-22
mandag-onsdag i uke 42 | 2027-10-18..2027-10-20
mandag til onsdag uke 42 | 2027-10-18..2027-10-20
man-ons uke 42 | 2027-10-18..2027-10-20
uke 42 mandag-onsdag | 2027-10-18..2027-10-20
mandag, tirsdag og onsdag i uke 42 | 2027-10-18..2027-10-20
uke 42: mandag, tirsdag og onsdag | 2027-10-18..2027-10-20
fredag i uke 28 | 2027-07-16
mandag-fredag | ask running 2026-11-23..2026-11-27 / coming 2026-11-30..2026-12-04
man-fre | ask running 2026-11-23..2026-11-27 / coming 2026-11-30..2026-12-04
man-fre neste uke | 2026-11-30..2026-12-04
# months
juli | 2027-07-01..2027-07-31
hele juli | 2027-07-01..2027-07-31
heile juli | 2027-07-01..2027-07-31
i juli | 2027-07-01..2027-07-31
juli måned | 2027-07-01..2027-07-31
juli mnd | 2027-07-01..2027-07-31
juli 2027 | 2027-07-01..2027-07-31
July | 2027-07-01..2027-07-31
all of July | 2027-07-01..2027-07-31
juni og juli | 2027-06-01..2027-07-31
juni, juli og august | 2027-06-01..2027-08-31
juni-august | 2027-06-01..2027-08-31
juni til og med august | 2027-06-01..2027-08-31
juli t.o.m. 15. august | 2027-07-01..2027-08-15
desember-januar | 2026-12-01..2027-01-31
november | ask running 2026-11-01..2026-11-30 / coming 2027-11-01..2027-11-30
jul | refuse feast
neste måned | 2026-12-01..2026-12-31
denne måneden | 2026-11-01..2026-11-30
juli 27 | ask as_days 2027-07-27 / as_year 2027-07-01..2027-07-31
juli og september | refuse several_spans
12. og 14. juli og 3. august | refuse several_spans
30. og 1. juli | refuse date_not_understood
# periods
12.06.2024-08.07.2024 | 2024-06-12..2024-07-08
12.06.2024 - 08.07.2024 | 2024-06-12..2024-07-08
12.06.2024–08.07.2024 | 2024-06-12..2024-07-08
12.06.24-08.07.24 | 2024-06-12..2024-07-08
120624-080724 | 2024-06-12..2024-07-08
2024-06-12 - 2024-07-08 | 2024-06-12..2024-07-08
12.6-8.7 | 2027-06-12..2027-07-08
12.6–8.7 | 2027-06-12..2027-07-08
12.6 — 8.7 | 2027-06-12..2027-07-08
12.6. - 8.7. | 2027-06-12..2027-07-08
12/6-8/7 | 2027-06-12..2027-07-08
12,6-8,7 | 2027-06-12..2027-07-08
12-6 - 8-7 | 2027-06-12..2027-07-08
12.6 til 8.7 | 2027-06-12..2027-07-08
12.6 t.o.m. 8.7 | 2027-06-12..2027-07-08
12.6 tom 8.7 | 2027-06-12..2027-07-08
fom. 12.6 tom. 8.7 | 2027-06-12..2027-07-08
12.6 til og med 8.7 | 2027-06-12..2027-07-08
f.o.m. 12.6 t.o.m. 8.7 | 2027-06-12..2027-07-08
fom 12.6 tom 8.7 | 2027-06-12..2027-07-08
F.o.m 12.6 t.o.m 8.7 | 2027-06-12..2027-07-08
fra 12. juni til og med 8. juli | 2027-06-12..2027-07-08
frå 12. juni til og med 8. juli | 2027-06-12..2027-07-08
fra og med 12. juni til og med 8. juli | 2027-06-12..2027-07-08
from 12 June to 8 July | 2027-06-12..2027-07-08
from June 12 through July 8 | 2027-06-12..2027-07-08
lørdag 12. juni til torsdag 8. juli | 2027-06-12..2027-07-08
lør 12.6 - tor 8.7 | 2027-06-12..2027-07-08
borte fra 12.6 til 8.7 | 2027-06-12..2027-07-08
ferie 12.6-8.7 | 2027-06-12..2027-07-08
12. juni-8. juli | 2027-06-12..2027-07-08
12.-20. juli | 2027-07-12..2027-07-20
12. - 20. juli | 2027-07-12..2027-07-20
12-20.7 | 2027-07-12..2027-07-20
12 til 20 juli | 2027-07-12..2027-07-20
12. og 13. juli | 2027-07-12..2027-07-13
12., 13. og 14. juli | 2027-07-12..2027-07-14
12.6-20 | 2027-06-12..2027-06-20
12. juli-20. | 2027-07-12..2027-07-20
2-6 August | 2027-08-02..2027-08-06
2.-6. august 2027 | 2027-08-02..2027-08-06
12.6-8.7.2028 | 2028-06-12..2028-07-08
20.12-5.1.2028 | 2027-12-20..2028-01-05
20.12.2028-5.1 | 2028-12-20..2029-01-05
20.12-5.1 | 2026-12-20..2027-01-05
23.12 - 5.1 | 2026-12-23..2027-01-05
23. desember til 2. januar | 2026-12-23..2027-01-02
23.12.26-03.01.27 | 2026-12-23..2027-01-03
12.6 … tilbake 9.7 | 2027-06-12..2027-07-08
12.6 ... tilbake 9.7 | 2027-06-12..2027-07-08
12.6, tilbake 9.7 | 2027-06-12..2027-07-08
12.6 - tilbake 9.7 | 2027-06-12..2027-07-08
12.6, tilbake igjen 9.7 | 2027-06-12..2027-07-08
fra 12.6, tilbake på jobb 9.7 | 2027-06-12..2027-07-08
12.6 og åpner igjen 9.7 | 2027-06-12..2027-07-08
12.6, vi opnar att 9.7 | 2027-06-12..2027-07-08
12.6, ope igjen 9.7 | 2027-06-12..2027-07-08
12.6, kjem tilbake 9.7 | 2027-06-12..2027-07-08
12.6 attende 9.7 | 2027-06-12..2027-07-08
12.6, back 9 July | 2027-06-12..2027-07-08
12.6 tilbake uke 28 | 2027-06-12..2027-07-11
12.6 ut juli | 2027-06-12..2027-07-31
12.6 ut uke 28 | 2027-06-12..2027-07-18
12.6 i 2 uker | 2027-06-12..2027-06-25
12.6 + 14 dager | 2027-06-12..2027-06-26
12.6 +14 | 2027-06-12..2027-06-26
2 uker fra 19.7 | 2027-07-19..2027-08-01
2 uker fra 19/7 | 2027-07-19..2027-08-01
fra 19.7 i 2 uker | 2027-07-19..2027-08-01
i dag - 8.12 | 2026-11-27..2026-12-08
i dag til fredag | ask this_day 2026-11-27 / week_later 2026-11-27..2026-12-04
i morgen til 8.12 | 2026-11-28..2026-12-08
i morgen og ut uka | 2026-11-28..2026-11-29
mandag - onsdag | 2026-11-30..2026-12-02
20.11-10.12 | ask running 2026-11-20..2026-12-10 / coming 2027-11-20..2027-12-10
1.10-10.12 | ask running 2026-10-01..2026-12-10 / coming 2027-10-01..2027-12-10
20.11-22.11 | ask passed 2026-11-20..2026-11-22 / coming 2027-11-20..2027-11-22
25.11-10.1 | ask running 2026-11-25..2027-01-10 / coming 2027-11-25..2028-01-10
12.6-12.7 og 20.7-25.7 | refuse several_spans
12.6 og 14.6 | refuse several_spans
8.7-12.6 | refuse ends_before_starts
12.7-11.7 | refuse ends_before_starts
12.7-12.6.2027 | refuse ends_before_starts
20.-12. juli 2027 | refuse ends_before_starts
2.12-8.3 | ask over_new_year 2026-12-02..2027-03-08
2.12-8.8 | refuse ends_before_starts
2.12.2026-8.8.2027 | 2026-12-02..2027-08-08
1.8-31.7 | refuse ends_before_starts
1.8.2027-31.7 | refuse ends_before_starts
12/6-27 | ask as_days 2027-06-12..2027-06-27 / as_year 2027-06-12
12.6-27 | ask as_days 2027-06-12..2027-06-27 / as_year 2027-06-12
12. juni-27 | ask as_days 2027-06-12..2027-06-27 / as_year 2027-06-12
12.6 inntil 8.7 | ask back_then 2027-06-12..2027-07-07 / last_day 2027-06-12..2027-07-08
12.6 fram til 8.7 | ask back_then 2027-06-12..2027-07-07 / last_day 2027-06-12..2027-07-08
12.6 frem til 8.7 | ask back_then 2027-06-12..2027-07-07 / last_day 2027-06-12..2027-07-08
July 5th until July 16th | ask back_then 2027-07-05..2027-07-15 / last_day 2027-07-05..2027-07-16
12.6 fram til august | ask back_then 2027-06-12..2027-07-31 / last_day 2027-06-12..2027-08-31
juni til august | ask back_then 2027-06-01..2027-07-31 / last_day 2027-06-01..2027-08-31
ut november | 2026-11-27..2026-11-30
ut uka | 2026-11-27..2026-11-29
ut året | 2026-11-27..2026-12-31
ut juli | refuse ends_before_starts
resten av uka | 2026-11-27..2026-11-29
t.o.m. 8.12 | ask from_today 2026-11-27..2026-12-08
til 8.12 | ask from_today 2026-11-27..2026-12-08
til fredag | ask this_day 2026-11-27 / week_later 2026-11-27..2026-12-04
tilbake 9.12 | ask from_today 2026-11-27..2026-12-08
fram til mars | ask back_then 2026-11-27..2027-02-28 / last_day 2026-11-27..2027-03-31
fram til 1. mars | ask back_then 2026-11-27..2027-02-28 / last_day 2026-11-27..2027-03-01
# doubtful or vague
25.11 | ask passed 2026-11-25 / coming 2027-11-25
26.11 | ask passed 2026-11-26 / coming 2027-11-26
1.11 | ask passed 2026-11-01 / coming 2027-11-01
27.10 | ask passed 2026-10-27 / coming 2027-10-27
26.10 | 2027-10-26
ons 25.11 | 2026-11-25
ca. 12.6 | ask roughly 2027-06-12
ca 12.6 | ask roughly 2027-06-12
12.6? | ask roughly 2027-06-12
rundt 12.6 | ask roughly 2027-06-12
omtrent 12. juni | ask roughly 2027-06-12
senest 10. juli | ask roughly 2027-07-10
ca. uke 28 | ask roughly 2027-07-12..2027-07-18
i begynnelsen av juli | refuse vague
midten av juli | refuse vague
slutten av juli | refuse vague
tidlig i august | refuse vague
noen uker | refuse vague
et par uker | refuse vague
i romjulen | refuse feast
påsken | refuse feast
høstferien | refuse feast
sommeren | refuse vague
inntil videre | refuse no_end
på ubestemt tid | refuse no_end
tull | refuse date_not_understood
12 | refuse date_not_understood
1206 | refuse date_not_understood
-14 | refuse date_not_understood
12.6.2027 kl. 12 | refuse date_not_understood
08.00-15.30 | refuse no_such_month
31.02 | refuse no_such_day
31. juni | refuse no_such_day
29.02.2027 | refuse no_such_day
32.1 | refuse no_such_day
13.13 | refuse no_such_month
06/25/2024 | refuse us_order
6-25 | refuse us_order
12. juno | refuse no_such_month_name
tirsdag 8. juli 2024 | refuse wrong_weekday
mandag 24. november | refuse wrong_weekday
12.06.1899 | refuse date_out_of_range
12.06.2200 | refuse date_out_of_range
# what was once read wrongly without a question
i dag om en uke | 2026-12-04
torsdag om en uke | ask first_such 2026-12-03 / week_later 2026-12-10
mandag om to uker | ask first_such 2026-12-07 / week_later 2026-12-14
i dag om 14 dager | 2026-12-11
12.6 om 2 uker | refuse date_not_understood
fredag om en uke | 2026-12-04
i dag i en uke | 2026-11-27..2026-12-03
2 uker og 3 dager | refuse date_not_understood
1 måned og 1 uke | refuse date_not_understood
7 dager + 7 dager | refuse date_not_understood
2 uker + 3 dager | refuse date_not_understood
2 uker - 8.7 | refuse date_not_understood
14 dager til fredag | refuse date_not_understood
onsdag til neste onsdag | ask running 2026-11-25..2026-12-02 / running 2026-11-25..2026-12-09 \
/ coming 2026-12-02..2026-12-09 / coming 2026-12-02..2026-12-16
onsdag-onsdag | ask running 2026-11-25..2026-12-02 / coming 2026-12-02 \
/ coming 2026-12-02..2026-12-09
mandag - neste mandag | ask running 2026-11-23..2026-11-30 / running 2026-11-23..2026-12-07 \
/ coming 2026-11-30..2026-12-07 / coming 2026-11-30..2026-12-14
fom mandag tom mandag | ask running 2026-11-23..2026-11-30 / coming 2026-11-30 \
/ coming 2026-11-30..2026-12-07
mandag til neste onsdag | ask running 2026-11-23..2026-12-02 / coming 2026-11-30..2026-12-02 \
/ coming 2026-11-30..2026-12-09
mandag til neste fredag | ask running 2026-11-23..2026-11-27 / running 2026-11-23..2026-12-04 \
/ coming 2026-11-30..2026-12-04 / coming 2026-11-30..2026-12-11
fredag-fredag | ask this_day 2026-11-27 / this_day 2026-11-27..2026-12-04 / coming 2026-12-04 \
/ coming 2026-12-04..2026-12-11
fredag til neste fredag | ask this_day 2026-11-27..2026-12-04 / this_day 2026-11-27..2026-12-11 \
/ coming 2026-12-04..2026-12-11 / coming 2026-12-04..2026-12-18
neste mandag til fredag | ask first_such 2026-11-30..2026-12-04 / week_later 2026-12-07..2026-12-11
neste mandag til neste fredag | ask first_such 2026-11-30..2026-12-04 \
/ first_such 2026-11-30..2026-12-11 / week_later 2026-12-07..2026-12-11 \
/ week_later 2026-12-07..2026-12-18
mandag til onsdag | 2026-11-30..2026-12-02
mandag, tilbake torsdag | 2026-11-30..2026-12-02
lørdag, åpner mandag | 2026-11-28..2026-11-29
mandag inntil fredag | ask running 2026-11-23..2026-11-27 / coming 2026-11-30..2026-12-03 \
/ coming 2026-11-30..2026-12-04
mandag, tilbake mandag | ask running 2026-11-23..2026-11-29 / coming 2026-11-30..2026-12-06
uke 28 + 2 uker | refuse date_not_understood
uke 49 pluss to uker | refuse date_not_understood
juli + 1 uke | refuse date_not_understood
hele juli og 1 uke | refuse date_not_understood
desember +3 | refuse date_not_understood
juli, 2 uker | ask roughly 2027-07-01..2027-07-14
desember 2 uker | ask roughly 2026-12-01..2026-12-14
uke 28 i 2 uker | ask roughly 2027-07-12..2027-07-25
uke 28, 2 uker | ask roughly 2027-07-12..2027-07-25
2 uker fra uke 28 | 2027-07-12..2027-07-25
2 uker fra juli | 2027-07-01..2027-07-14
neste uke + 2 uker | refuse date_not_understood
neste uke 2 uker | ask roughly 2026-11-30..2026-12-13
neste uke i to uker | ask roughly 2026-11-30..2026-12-13
jul 2026 | refuse feast
ferie i jul 2026 | refuse feast
jul 2027 | refuse feast
12. jul 2026 | 2026-07-12
fra mandag til neste måned | ask back_then 2026-11-30 / last_day 2026-11-30..2026-12-31
uke 50 til uke 52 | 2026-12-07..2026-12-27
i dag til neste uke | ask back_then 2026-11-27..2026-11-29 / last_day 2026-11-27..2026-12-06
til neste uke | ask back_then 2026-11-27..2026-11-29 / last_day 2026-11-27..2026-12-06
til uke 52 | ask back_then 2026-11-27..2026-12-20 / last_day 2026-11-27..2026-12-27
fram til uke 52 | ask back_then 2026-11-27..2026-12-20 / last_day 2026-11-27..2026-12-27
3 - 5 | refuse date_not_understood
10 - 12 | refuse date_not_understood
8-10 | refuse date_not_understood
6-12 | refuse date_not_understood
3.-5. | refuse date_not_understood
8/10 | 2027-10-08
8.10 | 2027-10-08
12-06 | 2027-06-12
12-06-2027 | 2027-06-12
1.1-31.12 | ask running 2026-01-01..2026-12-31 / coming 2027-01-01..2027-12-31
uke 1-52 | ask running 2025-12-29..2026-12-27 / coming 2027-01-04..2028-01-02
1.1-30.11 | ask running 2026-01-01..2026-11-30 / coming 2027-01-01..2027-11-30
1.12 ut uka | refuse ends_before_starts
1.2-30.11 | ask running 2026-02-01..2026-11-30 / coming 2027-02-01..2027-11-30
man, ons uke 28 | refuse several_absences
19.7 to uker og en dag | refuse date_not_understood
man og ons uke 28 | refuse several_absences
mandag, onsdag | refuse several_spans
mandag og onsdag | refuse several_spans
mandag 3-5 | refuse date_not_understood
1.7 og 15.8.2028 | refuse several_absences
uke 47 og 49 | refuse several_absences
2 uker fra 2 uker | refuse date_not_understood
12. og 15. juli | refuse several_spans
1.12 ut neste uke | 2026-12-01..2026-12-06
i morgen om en uke | 2026-12-05
torsdag om 3 dager | refuse date_not_understood
10-12 til 8-7 | refuse date_not_understood
mandag, tilbake 2 uker | refuse date_not_understood
1.12 inntil 2 uker | refuse date_not_understood
1.12 til 2 uker | refuse date_not_understood
1.12 ut en uke | refuse date_not_understood
1.12, tilbake +7 | refuse date_not_understood
1.12 til +7 | 2026-12-01..2026-12-08
1.12 - 2 uker | 2026-12-01..2026-12-14
uke 49 til +7 | refuse date_not_understood
neste måned - 1 måned | refuse date_not_understood
2 uker til 2 uker | refuse date_not_understood
+7 + 2 uker | refuse date_not_understood
tilbake 2 uker | refuse date_not_understood
3-5, 1.12 | refuse date_not_understood
3, 5.12 | refuse several_spans
3, 5, 12 | refuse date_not_understood
3,5,12 til 4,5,12 | refuse date_not_understood
1, 12, 27 | 2027-12-01
1,12,25 | 2025-12-01
1,12.27 | 2027-12-01
12,6.2027 | 2027-06-12
1.12 og en uke | ask counted_in 2026-12-01..2026-12-07 / besides 2026-12-01..2026-12-08
1.12 og 14 dager | ask counted_in 2026-12-01..2026-12-14 / besides 2026-12-01..2026-12-15
1.12, en uke | 2026-12-01..2026-12-07
1.12 og + en uke | 2026-12-01..2026-12-08
uke 50 og en uke | refuse date_not_understood
desember til mandag | ask roughly 2026-12-01..2026-12-07
desember - fredag | ask roughly 2026-12-01..2026-12-04
desember 2026 til mandag | ask roughly 2026-12-01..2026-12-07
desember, tilbake mandag | ask roughly 2026-12-01..2026-12-06
neste måned til mandag | ask roughly 2026-12-01..2026-12-07
denne måneden til mandag | ask roughly 2026-11-01..2026-11-30
juli til mandag | ask roughly 2027-07-01..2027-07-05
uke 50 til fredag | 2026-12-07..2026-12-11
"""
"""In one field: the phrase, and what it comes to."""

BESIDE = """
12.6 | 8.7 | 2027-06-12..2027-07-08
12.6 | 8. juli | 2027-06-12..2027-07-08
12.6 | tor 8.7 | 2027-06-12..2027-07-08
12.6 | 8,7 | 2027-06-12..2027-07-08
12.6 | t.o.m. 8.7 | 2027-06-12..2027-07-08
12.6 | til og med 8. juli | 2027-06-12..2027-07-08
12.6 | til 8.7 | 2027-06-12..2027-07-08
12.6 | tilbake 9.7 | 2027-06-12..2027-07-08
12.6 | tilbake på jobb 9. juli | 2027-06-12..2027-07-08
12.6 | åpner igjen 9.7 | 2027-06-12..2027-07-08
12.6 | attende 9.7 | 2027-06-12..2027-07-08
12.6 | back 9 July | 2027-06-12..2027-07-08
12.6 | fram til 8.7 | ask back_then 2027-06-12..2027-07-07 / last_day 2027-06-12..2027-07-08
12.6 | inntil 8.7 | ask back_then 2027-06-12..2027-07-07 / last_day 2027-06-12..2027-07-08
12.6 | ut juni | 2027-06-12..2027-06-30
12.6 | ut juli | 2027-06-12..2027-07-31
12.6 | juli | 2027-06-12..2027-07-31
12.6 | hele juli | 2027-06-12..2027-07-31
12.6 | til juli | ask back_then 2027-06-12..2027-06-30 / last_day 2027-06-12..2027-07-31
12.6 | uke 28 | 2027-06-12..2027-07-18
12.6 | ut uke 28 | 2027-06-12..2027-07-18
12.6 | tilbake uke 28 | 2027-06-12..2027-07-11
12.6 | +7 | 2027-06-12..2027-06-19
12.6 | + 7 | 2027-06-12..2027-06-19
12.6 | +28 | 2027-06-12..2027-07-10
12.6 | +2 uker | 2027-06-12..2027-06-26
12.6 | 7 dager | 2027-06-12..2027-06-18
12.6 | 7 dagar | 2027-06-12..2027-06-18
12.6 | 1 uke | 2027-06-12..2027-06-18
12.6 | en uke | 2027-06-12..2027-06-18
12.6 | ei veke | 2027-06-12..2027-06-18
12.6 | 2 uker | 2027-06-12..2027-06-25
12.6 | i 2 uker | 2027-06-12..2027-06-25
12.6 | 1 måned | 2027-06-12..2027-07-11
12.6 | 0 dager | refuse no_days
12.6 | fredag | 2027-06-12..2027-06-18
12.6 | lørdag | ask this_day 2027-06-12 / week_later 2027-06-12..2027-06-19
12.6 | neste fredag | ask first_such 2027-06-12..2027-06-18 / week_later 2027-06-12..2027-06-25
12.6 | ca. 8.7 | ask roughly 2027-06-12..2027-07-08
12.6 | 8.7? | ask roughly 2027-06-12..2027-07-08
12.6 | 12.6-8.7 | 2027-06-12..2027-07-08
12.6 | 13.6-8.7 | refuse two_starts
12.6 | uke 26 og 28 | refuse several_spans
12.6 | inntil videre | refuse no_end
12.6 | romjula | refuse feast
12.6 | 11.6 | refuse ends_before_starts
12.6 | 12.6 | 2027-06-12
12.6 | i dag | ask start running 2026-06-12..2026-11-27
12.6 | i morgen | ask start running 2026-06-12..2026-11-28
12.6 | +0 | 2027-06-12
12.7 | 11.7 | refuse ends_before_starts
1.8 | 31.7 | refuse ends_before_starts
12.8 | 8.7 | refuse ends_before_starts
uke 30 | uke 28 | refuse ends_before_starts
uke 28 | uke 30 | 2027-07-12..2027-08-01
uke 28 | 30.7 | 2027-07-12..2027-07-30
uke 47 | uke 49 | ask start running 2026-11-16..2026-12-06 / coming 2027-11-22..2027-12-12
uke 49 | uke 47 | refuse ends_before_starts
uke 52 | uke 1 | 2026-12-21..2027-01-10
juli | august | 2027-07-01..2027-08-31
juni | ut august | 2027-06-01..2027-08-31
20.11 | 10.12 | ask start running 2026-11-20..2026-12-10 / coming 2027-11-20..2027-12-10
25.11 | 10.1 | ask start running 2026-11-25..2027-01-10 / coming 2027-11-25..2028-01-10
1.10 | 10.12 | ask start running 2026-10-01..2026-12-10 / coming 2027-10-01..2027-12-10
1.10 | 26.11 | ask start passed 2026-10-01..2026-11-26 / coming 2027-10-01..2027-11-26
20.11 | 22.11 | ask start passed 2026-11-20..2026-11-22 / coming 2027-11-20..2027-11-22
20.11 | 20.11 | ask start passed 2026-11-20 / coming 2027-11-20
20.11 | fredag | ask start running 2026-11-20..2026-11-27 / coming 2027-11-20..2027-11-26
20.11 | +14 | ask start running 2026-11-20..2026-12-04 / coming 2027-11-20..2027-12-04
20.11 | i dag | ask start running 2026-11-20..2026-11-27
20.11 | 10.12.2027 | 2027-11-20..2027-12-10
20.11.2026 | 10.12 | 2026-11-20..2026-12-10
20.11.2027 | 10.12 | 2027-11-20..2027-12-10
fre 20.11 | 10.12 | 2026-11-20..2026-12-10
26.10 | 10.12 | ask start running 2026-10-26..2026-12-10 / coming 2027-10-26..2027-12-10
26.10 | 10.11 | ask start passed 2026-10-26..2026-11-10 / coming 2027-10-26..2027-11-10
23.12 | 5.1 | 2026-12-23..2027-01-05
23.12 | 22.12 | refuse ends_before_starts
10.12 | 8.7 | refuse ends_before_starts
2.12 | 8.3 | ask over_new_year 2026-12-02..2027-03-08
2.12 | 1.3 | 2026-12-02..2027-03-01
2.12 | 2.3 | ask over_new_year 2026-12-02..2027-03-02
2.12 | 2.6 | ask over_new_year 2026-12-02..2027-06-02
2.12 | 3.6 | refuse ends_before_starts
2.12 | 8.3.2027 | 2026-12-02..2027-03-08
i dag | 20.11 | refuse ends_before_starts
i dag | 8.12 | 2026-11-27..2026-12-08
i dag | fredag | ask this_day 2026-11-27 / week_later 2026-11-27..2026-12-04
i morgen | om 3 uker | 2026-11-28..2026-12-18
mandag | fredag | 2026-11-30..2026-12-04
mandag | mandag | ask this_day 2026-11-30 / week_later 2026-11-30..2026-12-07
mandag | +7 | 2026-11-30..2026-12-07
neste uke | 2 uker | 2026-11-30..2026-12-13
2.1 | 10.12 | ask start running 2026-01-02..2026-12-10 / coming 2027-01-02..2027-12-10
2.1.2027 | 10.12 | 2027-01-02..2027-12-10
2.1 | 20.3 | 2027-01-02..2027-03-20
12.6.2028 | 8.7 | 2028-06-12..2028-07-08
14.6.2028 | uke 24 | 2028-06-14..2028-06-18
12.6.2027 | 8.7.2027 | 2027-06-12..2027-07-08
12.6.2027 | 8.6.2027 | refuse ends_before_starts
12.6-8.7 | 8.7 | 2027-06-12..2027-07-08
12.6-8.7 | 9.7 | refuse two_ends
2 uker | 10.12 | 2026-11-27..2026-12-10
28.2.2028 | 1 år | 2028-02-28..2029-02-27
31.1.2027 | 1 måned | 2027-01-31..2027-02-27
30.11.2026 | til neste måned | ask back_then 2026-11-30 / last_day 2026-11-30..2026-12-31
30.11.2026 | til neste uke | ask last_day 2026-11-30..2026-12-06
30.11.2026 | til uke 52 | ask back_then 2026-11-30..2026-12-20 / last_day 2026-11-30..2026-12-27
uke 50 | til uke 52 | ask back_then 2026-12-07..2026-12-20 / last_day 2026-12-07..2026-12-27
24.12 | om 3 uker | refuse ends_before_starts
24.12 | +3 | 2026-12-24..2026-12-27
1.1 | 31.12 | ask start running 2026-01-01..2026-12-31 / coming 2027-01-01..2027-12-31
12.6.2027 | til juli | ask back_then 2027-06-12..2027-06-30 / last_day 2027-06-12..2027-07-31
20.12 | om 3 dager | refuse ends_before_starts
12.6 | tilbake 2 uker | refuse date_not_understood
12.6 | tilbake +7 | refuse date_not_understood
12.6 | inntil en uke | refuse date_not_understood
1.12 | og en uke | refuse date_not_understood
1.12 | 1.12 og en uke | ask counted_in 2026-12-01..2026-12-07 / besides 2026-12-01..2026-12-08
desember | mandag | ask roughly 2026-12-01..2026-12-07
neste måned | mandag | ask roughly 2026-12-01..2026-12-07
desember | til fredag | ask roughly 2026-12-01..2026-12-04
desember | tilbake mandag | ask roughly 2026-12-01..2026-12-06
12.6 | 31. februar | refuse no_such_day
"""
"""In two fields: the first, the last, and what they come to together."""

EXTENDING = """
06.11.2026 | 06.12.2026 | +7 | 2026-11-06..2026-12-13
06.11.2026 | 06.12.2026 | 7 dager | 2026-11-06..2026-12-13
06.11.2026 | 06.12.2026 | 1 uke | 2026-11-06..2026-12-13
06.11.2026 | 06.12.2026 | en uke til | 2026-11-06..2026-12-13
06.11.2026 | 06.12.2026 | 2 uker | 2026-11-06..2026-12-20
06.11.2026 | 06.12.2026 | +28 | 2026-11-06..2027-01-03
06.11.2026 | 06.12.2026 | 1 måned | 2026-11-06..2027-01-06
06.11.2026 | 06.12.2026 | 13.12 | 2026-11-06..2026-12-13
06.11.2026 | 06.12.2026 | 5.1 | 2026-11-06..2027-01-05
06.11.2026 | 06.12.2026 | 8.3 | ask over_new_year 2026-11-06..2027-03-08
06.11.2026 | 06.12.2026 | 8.3.2027 | 2026-11-06..2027-03-08
06.11.2026 | 06.12.2026 | uke 50 | 2026-11-06..2026-12-13
06.11.2026 | 06.12.2026 | torsdag | 2026-11-06..2026-12-03
06.11.2026 | 06.12.2026 | tilbake 14.12 | 2026-11-06..2026-12-13
06.11.2026 | 06.12.2026 | i dag | 2026-11-06..2026-11-27
06.11.2026 | 06.12.2026 | i går | 2026-11-06..2026-11-26
06.11.2026 | 06.12.2026 | om 3 uker | 2026-11-06..2026-12-18
06.11.2026 | 06.12.2026 | 5.11 | refuse ends_before_starts
06.11.2026 | 06.12.2026 | 06.12.2026 | 2026-11-06..2026-12-06
12.06.2027 | 08.07.2027 | +7 | 2027-06-12..2027-07-15
12.06.2027 | 08.07.2027 | 14 dager | 2027-06-12..2027-07-22
01.12.2025 | 31.12.2026 | 8.1 | ask over_new_year 2025-12-01..2027-01-08
01.12.2025 | 31.12.2026 | 15.12 | 2025-12-01..2026-12-15
01.12.2025 | 31.12.2026 | januar | ask over_new_year 2025-12-01..2027-01-31
01.12.2025 | 31.12.2026 | 26.11 | 2025-12-01..2026-11-26
01.12.2025 | 31.12.2026 | 25.11 | 2025-12-01..2026-11-25
01.12.2025 | 31.12.2026 | uke 50 | 2025-12-01..2026-12-13
01.12.2025 | 31.12.2026 | 20.3 | ask over_new_year 2025-12-01..2027-03-20
"""
"""In the last field of an absence: its first day, its last day now, what is typed, and the span."""
