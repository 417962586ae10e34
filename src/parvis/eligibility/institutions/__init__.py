"""Facts that an institution gives to the person who asks for them (decision 0382)."""
