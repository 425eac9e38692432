"""Who is told of an alert at any moment: time tests, `watchspec who` and `watchspec schedule`, on the simulator."""
