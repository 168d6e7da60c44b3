"""What is owed and by whom, told once: reminders, the outbox, the calendar, and the work of the night."""
