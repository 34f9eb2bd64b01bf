"""The cases: a function for each file, which returns the file's bytes."""

CASES = {}  # file name -> function


def case(name):
    """Registers a function that returns the bytes of the file `name`."""

    def register(function):
        if name in CASES:
            raise ValueError(f"two cases are named {name}")
        CASES[name] = function
        return function

    return register
