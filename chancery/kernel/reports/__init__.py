"""Reports: registers as they are printed, and statistics with the table below the picture, always."""
