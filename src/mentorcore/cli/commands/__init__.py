"""Commands that are more than one verb of the desk: setting up, registering, looking at the bundle."""
