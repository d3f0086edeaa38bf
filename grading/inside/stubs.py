"""What a student's function gets in place of the functions and iterators of a test."""


class Stub:
    """Something of the test's: it can be used, and tells nothing else about itself."""

    def __init__(self, student, number):
        self._student, self._number = student, number

    def __del__(self):
        self._student.let_go(self._number)


class Function(Stub):
    """A function."""

    def __init__(self, student, number, name):
        super().__init__(student, number)
        self.__name__ = self.__qualname__ = name

    def __call__(self, *args, **kwargs):
        """Call it over there."""
        return self._student.call_back("call", self, args, tuple(kwargs.items()))

    def __repr__(self):
        return f"<function {self.__name__}>"


class Iterator(Stub):
    """An iterator."""

    def __init__(self, student, number, name):
        super().__init__(student, number)

    def __iter__(self):
        return self

    def __next__(self):
        more, value = self._student.call_back("next", self)
        if not more:
            raise StopIteration
        return value


STUBS = {"f": Function, "i": Iterator}
