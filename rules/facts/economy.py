"""Facts from the economy's extracts: whether the household's adults pay resident tax. No amounts are
delivered, and none kept."""

from rules.facts.declaration import Fact

FACTS = (
    Fact(
        name="adult_tax",
        ja="世帯の課税年齢の者の住民税",
        en="resident tax of each household member of taxed age",
        kind="value",
        extract="resident_tax",
        # a member without a row for the newest tax year, undeclared or taxed elsewhere: `unknown`
        sql="""WITH newest AS (SELECT max(tax_year) AS tax_year FROM household WHERE tax_year <= year($as_of)),
                     declared AS (
                        SELECT child_id, resident_id, any_value(record_key) AS record_key,
                               any_value(delivered) AS delivered,
                               CASE WHEN bool_or(undeclared OR taxed_elsewhere) THEN 'unknown'
                                    ELSE any_value(tax_class) END AS tax_class
                        FROM household WHERE tax_year = (SELECT tax_year FROM newest) GROUP BY ALL)
                SELECT child_id, record_key, FALSE AS doubtful, coalesce(declared.delivered, $delivered) AS date,
                       CASE WHEN tax_class IS NULL OR (birth_date IS NULL AND tax_class <> 'exempt') THEN 'unknown'
                            ELSE tax_class END AS value
                FROM member LEFT JOIN declared USING (child_id, resident_id)
                WHERE $delivered IS NOT NULL AND (SELECT tax_year FROM newest) IS NOT NULL AND coalesce(birth_date
                      <= make_date((SELECT tax_year FROM newest) - $taxed_from_age, 1, 1), TRUE)""",
    ),
)
