"""Rules tried before they are voted: a tariff and its variants on the synthetic population.

- `populations`: which one is used here; `tariffs`: prices by quotient, for one and for columns.
- `simulation`: who gains, who loses, what it costs, and how sure that is; `plots` draws it.
- `national_law`: a few parameters of the law instead of a tariff, computed by the worker.
- `actions`, `queries`, `rules`: scenarios kept, variants adopted, and by whom.

numpy is only loaded by the pages that compute.
"""
