def tell(*a, **k):
    pass
