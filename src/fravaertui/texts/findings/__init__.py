"""Findings in words: what it is, the facts behind it, what citizens meet, what the fix does."""

from fravaertui.texts.findings.consequence import consequence
from fravaertui.texts.findings.fix import fix_sentence
from fravaertui.texts.findings.sentence import (
    finding_facts,
    finding_row_sentence,
    finding_sentence,
    finding_title,
    severity_word,
)

__all__ = [
    "consequence",
    "finding_facts",
    "finding_row_sentence",
    "finding_sentence",
    "finding_title",
    "fix_sentence",
    "severity_word",
]
