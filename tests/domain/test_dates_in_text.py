"""Which days a clinic's own text names as days of absence (F11), text by text."""

from datetime import date

import pytest

from fravaertui.domain.dates_in_text import absence_days

TODAY = date(2026, 11, 27)

TEXTS = [
    # Every way to write a day.
    ("Stengt 24.12.", "24.12.26"),
    ("Stengt 24.12", "24.12.26"),
    ("Stengt 24.12.2026.", "24.12.26"),
    ("Stengt 24.12.26.", "24.12.26"),
    ("Stengt 20/12.", "20.12.26"),
    ("Stengt 20/12-26", "20.12.26"),
    ("Stengt 20/12/2026", "20.12.26"),
    ("Vi har stengt 20. des.", "20.12.26"),
    ("Vi har stengt 20. des og 21. des", "20.12.26 21.12.26"),
    ("Stengt 20.desember", "20.12.26"),
    ("Stengt 20 desember", "20.12.26"),
    ("Stengt 20. desember 2027", "20.12.27"),
    ("STENGT 20. DESEMBER", "20.12.26"),
    ("Åpner igjen 9. juli.", "9.7.27"),
    ("Åpner igjen 9.juli.", "9.7.27"),
    ("Åpner igjen 9/7.", "9.7.27"),
    ("Åpner igjen 9.7", "9.7.27"),
    ("Ferie 1. sept", "1.9.27"),
    ("Tilbake 3. mars", "3.3.27"),
    ("Tilbake mandag 3. mai", "3.5.27"),
    ("Legen er borte f.o.m. 12.6 t.o.m. 8.7.", "12.6.27 8.7.27"),
    ("Legen er borte fra 12. juni til og med 8. juli", "12.6.27 8.7.27"),
    ("Stengt 23.12-3.1", "23.12.26 3.1.27"),
    ("Stengt 23.12 – 3.1", "23.12.26 3.1.27"),
    ("Stengt 23/12-3/1.", "23.12.26 3.1.27"),
    ("Stengt 24.-26.12.", "24.12.26 26.12.26"),
    ("Stengt 24.–26. desember", "24.12.26 26.12.26"),
    ("Ferie 1. til 15. juli", "1.7.27 15.7.27"),
    ("Ferie 1-15 juli", "1.7.27 15.7.27"),
    ("Stengt 25. og 26. desember", "25.12.26 26.12.26"),
    ("Stengt 24.12, 25.12 og 26.12", "24.12.26 25.12.26 26.12.26"),
    # Weeks, Monday to Sunday.
    ("Ferie uke 51", "14.12.26-20.12.26"),
    ("Ferie i uke 28-30.", "12.7.27-1.8.27"),
    ("Ferie uke 28 - 30", "12.7.27-1.8.27"),
    ("Stengt uke 28 til 30", "12.7.27-1.8.27"),
    ("Ferie i veke 8", "22.2.27-28.2.27"),
    ("Ferie u28-30", "12.7.27-1.8.27"),
    ("Ferie uke 28 og 31", "12.7.27-18.7.27 2.8.27-8.8.27"),
    ("Juleferie uke 52-1", "21.12.26-10.1.27"),
    ("Ferie uke 48", "23.11.26-29.11.26"),
    # What passed lately is not next year's.
    ("Stengt 20.11 til 10.12", "20.11.26 10.12.26"),
    ("Stengt fra 1. november", "1.11.26"),
    ("Stengt fra 1. oktober", "1.10.27"),
    # All the words of absence, and what stands beside them.
    ("Fravær 20.12", "20.12.26"),
    ("Fastlegen er fraværende 20.12", "20.12.26"),
    ("Sommerferie fra 5.7", "5.7.27"),
    ("Julestengt 24.12", "24.12.26"),
    ("Vi stenger 24.12", "24.12.26"),
    ("Kontoret er stengd 24.12", "24.12.26"),
    ("Legen er bortreist 24.12", "24.12.26"),
    ("Åpent igjen 4.1", "4.1.27"),
    ("Attende 4. januar", "4.1.27"),
    ("Fra 20. des, mandag, har vi stengt", "20.12.26"),
    ("Legen har ferie, tilbake 9. juli", "9.7.27"),
    ("Legen (tilbake 9. juli) har vikar", "9.7.27"),
    ("Ring 22 12 34 56. Stengt 24.12", "24.12.26"),
    ("Åpningstid 08.10-15.30\nStengt 24.12", "24.12.26"),
    ("Stengt fra kl. 12 den 23.12", "23.12.26"),
    ("Stengt 23.12 fra kl. 11.10", "23.12.26"),
    # What is denied, or excepted, is no absence; what is denied besides changes nothing.
    ("Vi er ikke stengt 24.12", ""),
    ("Legen har ikke ferie 24.12", ""),
    ("Vi har ikke lenger stengt 24.12", ""),
    ("Legen er ikkje borte 24.12", ""),
    ("Ingen ferie 24.12", ""),
    ("Vi stenger ikke 24.12", ""),
    ("Vi stenger altså ikke 24.12", ""),
    ("Legen er aldri på ferie 24.12", ""),
    ("Uten sommerferie 5.7", ""),
    ("Vi er ikke stengt 24.12, 25.12", ""),
    ("Vi er ikke stengt 24.12, men har stengt 25.12", "25.12.26"),
    ("Stengt 23.12 unntatt 24.12", "23.12.26"),
    ("Stengt 23.12 bortsett fra 24.12", "23.12.26"),
    ("Stengt 23.12, men ikke 24.12", "23.12.26"),
    ("Stengt 23.12 og ikke 24.12", "23.12.26"),
    ("Stengt uke 52, ikke 29.12", "21.12.26-27.12.26"),
    ("Stengt 24.12 og vi svarer ikke på telefon", "24.12.26"),
    ("Vi svarer ikke i ferien 24.12", "24.12.26"),
    ("Tar ikke imot grunnet ferie 24.12", "24.12.26"),
    ("Legen er ikke tilbake før 9. juli", "9.7.27"),
    # Every day at that time.
    ("Stengt 17.05 hver dag", ""),
    ("Stengt kvar dag 17.05", ""),
    ("Vi stenger 16.10 alle dager", ""),
    # What is no day of absence.
    ("Stengt kl. 9.10-11.10", ""),
    ("Stengt kl 11.10", ""),
    ("Stengt klokken 11.10 til lunsj", ""),
    ("Telefontid 08.10-11.30", ""),
    ("Stengt i lunsjen 11.10-12.10", ""),
    ("Vi åpner 08.30", ""),
    ("Vi åpner 08:10", ""),
    ("Åpningstider: 08.00-15.00, stengt 11.30-12.15", ""),
    ("Telefontid 9.10-11.10", ""),
    ("Stengt? Ring 22.12.34.56", ""),
    ("Stengt. Tlf 22 12 10 11", ""),
    ("Stengt. Legevakt 116 117", ""),
    ("Stengt. Ring +47 22 12 10 11", ""),
    ("Stengt, ring 815 69 069", ""),
    ("Legevakten er åpen 24/7 når vi har stengt", ""),
    ("Influensavaksine fra 15. oktober", ""),
    ("Vaksine fra 15. oktober. Vi har ferie i juli", ""),
    ("Vi har ferie i juli, vaksine fra 15. oktober", ""),
    ("Ny lege fra 1. januar", ""),
    ("Vikar fra 1. juli 2027 til 3. juli", ""),
    ("Årskontroll bestilles innen 1.12", ""),
    ("Stengt i romjula", ""),
    ("Stengt 32.12", ""),
    ("Stengt 12.20", ""),
    ("Ferie uke 60", ""),
    ("Ferie uke 23-25.august", "25.8.27"),  # a week or a day: only what is certain
    ("", ""),
]


def written(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year % 100}"


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=[text for text, _ in TEXTS])
def test_F11_days_of_absence_in_a_text(text: str, expected: str) -> None:
    named = [
        written(one.first) if one.first == one.last else f"{written(one.first)}-{written(one.last)}"
        for one in absence_days(text, TODAY)
    ]
    assert " ".join(named) == expected


def test_F11_the_table_is_long_enough_to_mean_something() -> None:
    assert len({text for text, _ in TEXTS}) >= 60
