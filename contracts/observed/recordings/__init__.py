"""Traffic of others, recorded or passing: judged by the laws of a check, beside a mock that learns."""
