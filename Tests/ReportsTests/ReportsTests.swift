// Behaviour of the reports.
