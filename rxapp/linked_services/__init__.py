"""The billing accounts a subscriber proved theirs and sees in the cabinet (LK-1..LK-6, X-02).

Home internet, television and home phone are proved by region, 12-digit account number and the service's own login and
password; a mobile number by a code sent to it. A wrong region, number, login, password or kind gets one and the same
refusal; a number the operator does not know gets the code's screen and no code. A proved account is linked, whole, when
the person confirms it; several people may each prove one. Accounts the operator knows for the person's confirmed phone
are offered, never linked silently. Refused: more than 5 tries an hour or 10 a day for one subscriber, 20 a day for one
billing account; unlinking without a fresh proof of who one is.

Hidden cards are not shown on the start page; their money still counts in its total.
"""
