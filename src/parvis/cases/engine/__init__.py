"""The machine that moves cases: pure rules (conditions, moves, hands, clock), and the transaction
around them. It reads packages and rows; pages never call it, `actions` and `queries` do.
"""
