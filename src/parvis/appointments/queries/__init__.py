"""What is free, what is booked, who waits: each starts from what one may see."""
