"""What 信访工作条例 says about letters and visits; each answer carries its article."""
