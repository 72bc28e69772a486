# Hashes, strings and sorting in perl.
exec perl -we '
use strict;
my (%h, @a, $seed);
$seed = 1;
sub rnd { $seed = ($seed * 1103515245 + 12345) % 2147483648; return $seed }
for my $i (1 .. 100000) {
	my $k = "k" . rnd() % 30000;
	$h{$k} .= chr(97 + $i % 26);
	push @a, [$i, $k] if $i % 3 == 0;
}
my $t = 0;
$t += length($h{$_}) * length($_) for keys %h;
print scalar(keys %h), " $t\n";
my @s = sort { $a->[1] cmp $b->[1] || $a->[0] <=> $b->[0] } @a;
print join(",", map { "$_->[0]:$_->[1]" } @s[0 .. 5]), "\n";
my $text = join " ", map { $_->[1] } @s;
my $n = () = $text =~ /k\d*7\b/g;
(my $u = $text) =~ s/k(\d)/$1k/g;
print "$n ", length($u), "\n";
for (1 .. 20) { my $x = "y" x 1000000; $x .= $x; $t += length $x }
print "$t\n";
my $pid = fork // die;
if (!$pid) { my @x = map { "z" x $_ } 1 .. 1000; exit(@x == 1000 ? 0 : 1) }
waitpid $pid, 0;
print "child $?\n";
'
