"""Settings for a course with these exercises: copy this file into the course's folder.

The collection's own tools load it too.
"""

c = get_config()  # noqa: F821 - nbgrader defines it

# What stands in place of a solution. The checks recognize it: the answer is still blank.
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("Write your answer here.")'}
c.ClearSolutions.text_stub = "*Write your answer here.*"

# nbgrader takes anything on stderr for a failure: a progress bar or a warning would cost a right
# answer its points.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = r"[\s\S]*"

# A cell that takes longer, in seconds, is interrupted, and the next one runs.
c.Execute.timeout = 30
c.Execute.interrupt_on_timeout = True
