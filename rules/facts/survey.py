"""Facts from the achievement survey: a score a subject and a domain, a row a survey year; no answers to items.

`date` is 1 April of the survey's school year. Scores come standardised within the grade (mean 50, sd 10).
"""

from rules.facts.declaration import LATEST, Fact


def score(name: str, ja: str, en: str, column: str) -> Fact:
    return Fact(
        name=name,
        ja=ja,
        en=en,
        kind="number",
        unit="standard score",
        extract="achievement_survey",
        sql=f"""SELECT child_id, record_key, doubtful, {column} AS number, school_month(school_year, 4) AS date
                FROM own WHERE {column} IS NOT NULL
                     AND school_year BETWEEN school_year($as_of) - 2 AND school_year($as_of)""",
    )


FACTS = (
    score("survey_japanese", "国語の偏差値", "standard score in Japanese", "japanese"),
    score("survey_mathematics", "算数・数学の偏差値", "standard score in mathematics", "mathematics"),
    score("survey_english", "英語の偏差値", "standard score in English", "english"),
    score("survey_self_esteem", "自尊感情", "self-esteem", "self_esteem"),
    score("survey_social_adaptation", "社会適応", "social adaptation", "social_adaptation"),
    score("survey_health", "健康・体力", "health and fitness", "health"),
    score("survey_basic_trust", "基礎的信頼", "basic trust", "basic_trust"),
    Fact(
        name="survey_newest",
        ja="直近の総合調査の年度",
        en="school year of the newest survey on file",
        kind="number",
        unit="school year",
        extract="achievement_survey",
        # the same for every child: whoever isn't in it was absent from it
        sql="""SELECT child_id, NULL AS record_key, FALSE AS doubtful, school_year AS number,
                      school_month(school_year, 4) AS date
               FROM child, (SELECT max(school_year) AS school_year FROM every WHERE school_year <= school_year($as_of))
               WHERE school_year IS NOT NULL""",
    ),
    Fact(
        name="known_to_survey",
        ja="総合調査の記録",
        en="on record in the achievement survey",
        kind="date",
        extract="achievement_survey",
        sql=f"""SELECT child_id, record_key, doubtful, school_month(school_year, 4) AS date FROM own
               {LATEST}""",
    ),
)
