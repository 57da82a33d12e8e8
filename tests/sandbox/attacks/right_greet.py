# Control: right.
class Solution:
    def greet(self, name: str) -> str:
        return f"Hello, {name}!"
