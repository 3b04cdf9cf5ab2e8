def index(*a, **k):
    pass


def reindex_viewers(*a, **k):
    pass
