"""Deliveries with which nothing is wrong: the rows of all extracts agree with one another."""

from desk import rows


def sound(extract: str, count: int = 60) -> list[dict[str, str]]:
    """Rows that agree with one another and with the other extracts' rows of the same number."""
    given = rows(extract, count)
    for n, row in enumerate(given):
        for heading in row:
            if heading.endswith("宛名番号"):
                row[heading] = f"{n:010d}" if heading in {"宛名番号", "児童宛名番号"} else f"{count - 1 - n:010d}"
        row |= {heading: said for heading, said in SOUND.items() if heading in row}
    return given


SOUND = {
    "生年月日": "2015-04-02",
    "児童生年月日": "2015-04-02",
    "住民となった年月日": "2015-04-02",
    "世帯番号": "H1",
    "続柄コード": "02",
    "授業日数": "20",
    "身長": "100.5",
    "体重": "18.0",
    "体温": "36.5",
    "開所日数": "20",
    "EPDS項目10": "0",
}
