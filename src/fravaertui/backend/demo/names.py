"""Parts of invented names; every full name shows that it is a test's."""

GIVEN = (
    *("Aksel", "Alma", "Anders", "Anja", "Arne", "Asbjørn", "Aud", "Birk", "Bjørg", "Brage"),
    *("Cecilie", "Dagny", "Eirik", "Elin", "Ellinor", "Endre", "Erlend", "Eskil", "Frøydis"),
    *("Gaute", "Gro", "Gunnhild", "Håkon", "Håvard", "Hedda", "Hege", "Henrik", "Idar", "Inga"),
    *("Ivar", "Jorunn", "Kåre", "Kjersti", "Lasse", "Liv", "Magnhild", "Mats", "Nils", "Oddny"),
    *("Øystein", "Øyvind", "Peder", "Ragna", "Reidar", "Runa", "Sigrid", "Sindre", "Solveig"),
    *("Synne", "Terje", "Tiril", "Torunn", "Trygve", "Unn", "Vebjørn", "Ylva", "Åse", "Åsmund"),
    *("Áilu", "Biret", "Elle", "Inger", "Jovnna", "Máhtte", "Rávdná", "Sunná", "Ristin"),
)

SURNAME_ENDINGS = (
    *("bakken", "berg", "bø", "dahl", "eide", "eng", "fjell", "flaten", "foss", "gård"),
    *("hagen", "haug", "heim", "holm", "hovde", "kleiv", "krok", "land", "li", "lien", "lund"),
    *("løkken", "mo", "myr", "nes", "rud", "ruud", "sand", "seter", "skog", "stad", "strand"),
    *("sund", "sveen", "sæter", "tangen", "tveit", "vang", "vik", "ås", "øy", "ødegård"),
    *("bákti", "johka", "njárga", "várri", "čearru", "vuotna"),
)

PLACE_BEGINNINGS = (
    *("Alm", "Ask", "Bjørk", "Blå", "Brei", "Bør", "Duft", "Elve", "Eng", "Fager", "Fin", "Furu"),
    *("Gjel", "Gran", "Grå", "Hassel", "Heste", "Høg", "Inn", "Kald", "Kirke", "Kval", "Lang"),
    *("Lauv", "Lille", "Lind", "Lys", "Mel", "Midt", "Mose", "Nord", "Ny", "Olde", "Orre", "Ospe"),
    *("Rein", "Røn", "Rød", "Sel", "Skjel", "Sol", "Stein", "Stor", "Sør", "Tind", "Trane"),
    *("Ulve", "Under", "Vester", "Vind", "Ytre", "Ære", "Øst", "Øvre", "Åker"),
)

PLACE_ENDINGS = (
    *("bekk", "berget", "botn", "bu", "bygda", "dalen", "elva", "fjorden", "foss", "hamn"),
    *("haugen", "holmen", "hovde", "hylla", "kollen", "lia", "marka", "moen", "myra", "neset"),
    *("odden", "sletta", "stad", "stranda", "sund", "sjøen", "tangen", "tunet", "vangen"),
    *("vatnet", "vika", "voll", "ytret", "øra", "øya", "åsen"),
)

CLINIC_KINDS = (
    "Testlegekontor",
    "Testlegesenter",
    "Testlegegruppe",
    "Testhelsesenter",
)

INFORMATION = (
    "Oppdiktet legekontor for prøving. Telefontid kl. 9–11 og 13–14.",
    "Dette kontoret finnes ikke. Vi svarer på e-konsultasjon innen fem virkedager.",
    "Prøvekontor. I sommer kan det ta lengre tid å få svar.",
)
