"""The pages of surveys: the form that anybody answers, and the desk's."""
