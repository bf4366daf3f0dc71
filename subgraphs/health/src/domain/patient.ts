/** At most this many patients are in the care of one customer (H10), and so a plan has at most this many seats. */
export const patientsMax = 8;
