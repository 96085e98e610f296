-- Every time that came since the constraint was made: see bound_times().
select bound_times();
