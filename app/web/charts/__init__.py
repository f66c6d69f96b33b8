"""The drawings of the page, by pysvgchart. Their looks are the style sheets': no style stands in the SVG.

Scores become floats here and nowhere else: from here on they are only places on a drawing.
"""
