"""What whoever runs the platform does to cases without reading them."""
