"""The Django service. Rooms from low to high: organs, annual, portal, config; nothing runs upward."""
