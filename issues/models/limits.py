SUMMARY_MAX = 5000  # characters
TITLE_MAX = 300
REASON_MAX = 200  # of letting a finding pass
NUMBER_MAX = 999_999
