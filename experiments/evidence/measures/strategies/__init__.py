"""What strategies do, in small trials beside trials and campaigns that were published."""
