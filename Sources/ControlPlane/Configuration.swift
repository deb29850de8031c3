// Configuration and control.
