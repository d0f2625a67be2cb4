from twilio.request_validator import RequestValidator

from ivr.practice.signature import sign

FORM = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]


def test_signs_the_documented_example() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(url=url, params=FORM, auth_token="12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_agrees_with_the_providers_library() -> None:
    for url in (
        "http://127.0.0.1:9612/ivr/voice",
        "https://hotline.example:8443/ivr/ask?dept=%E6%88%B7%E7%B1%8D&turn=1",
        "https://user:secret@hotline.example/ivr/ask",
    ):
        params = [("SpeechResult", "  社保卡 丢了 "), ("Digits", ""), ("x", "2"), ("x", "1")]
        signature = sign(url=url, params=params, auth_token="t")
        form = _Multi(params)
        plain = url.replace("user:secret@", "")
        assert RequestValidator("t").validate(plain, form, signature)


class _Multi(dict):
    def __init__(self, params: list[tuple[str, str]]) -> None:
        super().__init__(params)
        self.params = params

    def getlist(self, name: str) -> list[str]:
        return [value for key, value in self.params if key == name]
