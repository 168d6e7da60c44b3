"""What the law says: calendar, receipt, clock, duties, outcomes, remedies, fees.

The ground floor: plain values in, plain values out, nothing imported beyond the standard
library. The rules themselves are dated data in `data/`; the functions cite the article that
they apply as `条例33(3)` (article 33, paragraph 3 of the Regulations; see `citation`).
"""
