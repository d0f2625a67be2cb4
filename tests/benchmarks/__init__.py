"""Speed, measured as ratios in one run; `make bench`. Nothing here fails for being slow."""
