"""People made by testers: accounts in any state, through the same services as everybody's.

What is left out is made up, unique and accepted by the product's own rules. What no rule accepts is refused field by
field, what somebody else already has is refused as taken. A contract at the operator outlives the portal account.
"""
