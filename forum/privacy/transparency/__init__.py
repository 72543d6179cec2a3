"""What the site keeps about whom, said from the registers and the settings in force."""
