"""From the web into the pool: the guarded fetcher, and what a page or a feed gives an item."""
