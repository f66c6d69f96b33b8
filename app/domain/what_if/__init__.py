"""What a score would take: next steps, targets, scenarios, pace, who costs what, how firm a rank is.

All of it asks the one arithmetic of ``app.domain.scorecard.scoring`` with other counts; nothing here makes a score.
"""
