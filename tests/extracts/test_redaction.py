"""What goes from a free text and what stays: literal sentences, each of which a case worker could dispute."""

import re

import pytest
from family import redacted

from extracts.redaction import TYPES, WITHHELD
from extracts.redaction.people import NOBODY

MARK = re.compile("［[^］]*］")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("黒木蒼介は3日欠席。", "［児童］は3日欠席。"),
        ("黒木　蒼介（小4）の件。", "［児童］（小4）の件。"),
        ("蒼介の母、千夏さんと面談。", "［児童］の母、［母］さんと面談。"),
        ("ｸﾛｷ ｿｳｽｹ、視力再検。", "［児童］、視力再検。"),
        ("そうすけくんが泣いていた。", "［児童］くんが泣いていた。"),
        ("母（旧姓宇佐美）より電話。", "母（旧姓［母］）より電話。"),
        ("ダニエル・ロペスと名乗る男性。", "［父］と名乗る男性。"),
        ("LOPEZ DANIELの在留資格。", "［父］の在留資格。"),
        ("稲葉元町2-6-14へ訪問。", "［住所］へ訪問。"),
        ("2016年5月9日の記録。", "［生年月日］の記録。"),
    ],
)
def test_the_family_of_the_child_is_known_by_every_way_its_names_are_written(written: str, read: str) -> None:
    assert redacted(written).text == read


@pytest.mark.parametrize(
    "kept",
    [
        "森の中の公園で一人で遊んでいた。",
        "桜の木の下で待ち合わせ。",
        "南側の窓が割れている。",
        "光熱費の滞納がある。",
        "原因は友人とのトラブル。",
        "大阪から転入して半年。",
        "近くの小学校に通う。病院に行く金がない。",
        "右腕に2か所、3センチのあざ。1週間前のもの。",
        "「もう限界、預かってほしい」と訴える。",
        "小4の姉が2歳の弟の世話をしている。",
        "平成27年6月12日に転入届。次回は10月3日14時。",
        "死にたいです。だれにも言わないでください。",
        "体重12.4kg、身長88.5cm、体温37.1度、EPDS11点。",
        "月額43,070円の支給、家賃5万8千円。",
        "お母さんもお兄ちゃんも先生もみなさんやさしい。",
        "たくさんのお客さんと赤ちゃん。",
    ],
)
def test_what_identifies_nobody_stays_and_is_shown(kept: str) -> None:
    outcome = redacted(kept, NOBODY)
    assert (outcome.text, outcome.withheld_because, outcome.spans) == (kept, None, ())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("保健師の三宅が同行。", "保健師の［氏名1］が同行。"),
        ("村田校長、松井SSW、吉川Tが出席。", "［氏名1］校長、［氏名2］SSW、［氏名3］Tが出席。"),
        ("「ここな」と名乗る女児。", "「［氏名1］」と名乗る女児。"),
        ("グエン・ヴァン・アンさんの件。", "［氏名1］さんの件。"),
        ("Chen Yuxinの転入。", "［氏名1］の転入。"),
        ("氏名：幸田 実", "氏名：［氏名1］"),
        ("長女一花（中1）が付き添う。", "長女［氏名1］（中1）が付き添う。"),
        ("佐藤美咲が来所。佐藤は笑顔。美咲の話では平穏。", "［氏名1］が来所。［氏名1］は笑顔。［氏名1］の話では平穏。"),
        ("権田原弥平次の家の前。", "［氏名1］の家の前。"),
        ("妹のつむぎ、弟ひなたの3人暮らし。", "妹の［氏名1］、弟［氏名2］の3人暮らし。"),
        ("母はファティマ、保護児ンゴックと来所。", "母は［氏名1］、保護児［氏名2］と来所。"),
        ("名は「りお」とだけ。", "名は「［氏名1］」とだけ。"),
        ("高瀬が架電、赤木は不在。", "［氏名1］が架電、［氏名2］は不在。"),
        ("A児とB君がけんかをした。", "A児とB君がけんかをした。"),
    ],
)
def test_other_peoples_names_go_and_the_same_person_is_the_same_mark(written: str, read: str) -> None:
    assert redacted(written, NOBODY).text == read


@pytest.mark.parametrize(
    ("kind", "string"),
    [
        *(("phone", each) for each in (
            "090-1234-5678", "09012345678", "０９０－１２３４－５６７８", "090 1234 5678", "03(5321)1111", "(072)555-0143",
            "0797-22-3344", "+81-90-5555-1234", "070ー3321ー0098", "〇九〇－一二三四－五六七八",
        )),
        *(("address", each) for each in (
            "青葉町三丁目12番5号", "青葉町3-12-5-203", "桜ヶ丘二丁目八番一号", "稲葉元町２－６－１４", "大字今宿1203番地",
            "笹原町の6の12", "ハイム富丘の二〇六", "203号室", "北浦字沢田45",
            "兵庫県尼崎市東七松町一丁目23番1号", "栄町5の8の301", "市営瀬川住宅2棟305", "箕面市粟生間谷西３丁目１０－２－５０１",
        )),
        *(("birth_date", each + "生まれ") for each in (
            "2015/6/12", "H27.6.12", "平成二十七年六月十二日", "平成27年6月12日", "昭和63年12月1日", "6月12日",
        )), *(("birth_date", each) for each in ("S55/7/22", "平30.4.12", "千紗さん（2024.04.19）", "昭和28年3月3日")),
        ("address", "市営住宅3-201"), ("address", "桜ハイツ二号室"), ("address", "本町二丁目の三番"),
        ("number", "UF 3471 0098 HK"), ("number", "令和6年（少）第1187号"), ("number", "記号阪12"), ("number", "証書第二七一五〇三号"),
        ("number", "3650 8244 0981"), ("plate", "480え・・・2"), ("plate", "練馬せ12-34"), ("postcode", "〒六五〇ー〇〇二三"),
        ("school", "城南中の先輩"), ("nursery", "さくらんぼ園の園児"), ("nursery", "ぴっころ保育園"), ("hospital", "芦川産院"),
        ("postcode", "〒562-0003"), ("postcode", "〒５６２０００３"), ("my_number", "1234 5678 9018"),
        ("number", "在留カードAB12345678CD"), ("number", "旅券TK8123456"), ("number", "受給者番号8765432"),
        ("number", "ケース番号2024-0153"), ("number", "ゆうちょ銀行 記号14120 番号12345671"),
        ("number", "保険証 記号12-34"), ("email", "sota.k@example.jp"), ("sns", "@mimi_0412"), ("sns", "LINE ID：yukikimu88"),
        ("plate", "神戸 580 さ 12-34"), ("plate", "尼崎市 あ 567"), ("school", "市立青葉小学校"), ("school", "第三中"),
        ("nursery", "さくらんぼ保育園"), ("hospital", "はやし小児科"), ("hospital", "市立病院"),
        ("employer", "株式会社丸福運送"), ("employer", "関西電装工業㈱"),
    ],
)  # fmt: skip
def test_each_type_goes_in_every_notation(kind: str, string: str) -> None:
    outcome = redacted(f"確認したのは、{string}。", NOBODY)
    assert kind in {span.type for span in outcome.spans}
    assert f"［{TYPES[kind].ja}" in outcome.text
    assert not any(character.isdigit() for character in MARK.sub("", outcome.text))


def test_a_noun_that_is_also_the_childs_sisters_name_withholds_the_text_where_nobody_can_tell() -> None:
    outcome = redacted("桜がきれいだと言う。")
    assert outcome.withheld_because in (None, "doubtful_name")
    assert redacted("桜ちゃんがきれいだと言う。").text == "［きょうだい］ちゃんがきれいだと言う。"
    assert redacted("桜の話では変わりない。").withheld_because == "doubtful_name"


def test_brothers_and_sisters_are_told_apart_and_the_shared_surname_is_the_familys() -> None:
    assert redacted("康平と桜さん、黒木家。").text == "［きょうだい1］と［きょうだい2］さん、［家族］家。"


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("整理すると、48、29、11、07、36となる。", "doubtful_number"),
        ("The mother says that nothing happened at home.", "foreign_language"),
        ("氏名の欄は〓〓とある。", "unreadable"),
        ("あ" * 10_001, "too_long"),
    ],
)
def test_what_is_in_doubt_is_withheld_and_says_why(text: str, because: str) -> None:
    assert redacted(text, NOBODY).withheld_because == because
    assert WITHHELD[because].ja and WITHHELD[because].en


def test_every_span_says_where_it_is_in_the_text_as_written_and_why() -> None:
    text = "ｸﾛｷ ｿｳｽｹ、〒562-0003"
    outcome = redacted(text)
    assert [text[span.start : span.end] for span in outcome.spans] == ["ｸﾛｷ ｿｳｽｹ", "562-0003"]
    assert all(span.why_ja and span.why_en for span in outcome.spans)


@pytest.mark.parametrize("plate", ["ナンバー 12-34", "ナンバー「て 2 0 2 5」", "白い車、な 26-15"])
def test_of_a_plate_no_digit_is_left_however_it_is_spaced(plate: str) -> None:
    assert not any(letter.isdigit() for letter in redacted(f"{plate}。", NOBODY).text)
