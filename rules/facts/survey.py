"""Facts from the achievement survey: a deviation score a subject and a domain score a domain, a row a survey year; no answers to items.

`date` is 1 April of the survey's school year. Scores are standardised within the grade (mean 50, sd 10) by whoever delivers them.
"""

from rules.facts.declaration import Fact


def score(name: str, ja: str, en: str, column: str) -> Fact:
    return Fact(
        name=name,
        ja=ja,
        en=en,
        kind="number",
        unit="standard score",
        extract="achievement_survey",
        sql=f"""SELECT child_id, record_key, doubtful, NULL AS value, {column} AS number, school_month(school_year, 4) AS date
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
        name="known_to_survey",
        ja="総合調査の記録",
        en="on record in the achievement survey",
        kind="date",
        extract="achievement_survey",
        sql="""SELECT child_id, record_key, doubtful, NULL AS value, NULL AS number, school_month(school_year, 4) AS date FROM own
               QUALIFY row_number() OVER (PARTITION BY child_id, doubtful ORDER BY school_year DESC, record_key) = 1""",
    ),
)
