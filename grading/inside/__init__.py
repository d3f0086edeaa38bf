"""What runs on the student's side of the boundary, and what both sides share.

This folder alone of the package is visible inside the sandbox, under the name `inside`; nothing in
it knows an answer, a test or a mark. It imports nothing else of the package.
"""
