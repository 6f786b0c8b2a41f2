"""Measures: one table of what there is and what is measured, each row said once.

``categories`` are stages, severities, kinds of help and barriers; ``weekly`` is what is counted
each week, ``outcomes`` what a survey of the last year would find, ``whole_time`` what comparisons
add up from week 0 to the end, ``shown`` what mechanisms show in. Words, colours, tables, curves,
comparisons and the page are made of these rows; ``table`` lists them all.
"""
