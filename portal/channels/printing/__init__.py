"""What the council says on paper and at meetings: places, sheets, jobs, their proof."""
