"""The list of samples: each registers itself under its name, and its expectation has one shape."""


class Register:
    def __init__(self):
        self.makers, self.results = {}, {}

    def __call__(self, name):
        def add(maker):
            assert name not in self.makers, name
            self.makers[name] = maker
            return maker
        return add

    def made(self, name):
        if name not in self.results:
            self.results[name] = self.makers[name](name)
        return self.results[name]


sample = Register()


def form(wave, *towns, status=None, ocr=False, any=(), alt=None):
    """What must be read: one submission for each town. `any` fields are not compared, `alt` are further right values."""
    submissions = []
    for town in towns:
        expected = town.expected(wave)
        for field in any:
            expected["fields"].pop(field, None)
            expected["missing"] = [f for f in expected["missing"] if f != field]
        if status:
            expected["status"] = status
        if any:
            expected["any"] = list(any)
        if alt:
            expected["alt"] = alt
        submissions.append(expected)
    return {"verdict": "form", **({"ocr": True} if ocr else {}), "submissions": submissions}


def no_form(*verdicts):
    """What a mail is that holds no form; several when several are right."""
    return {"verdict": verdicts[0] if len(verdicts) == 1 else list(verdicts), "submissions": []}
