// How a ride stands, as the words for it are named: a rider who did not come is no driver who canceled.

export function standing({ status, cancel_reason: reason }) {
  return reason === "rider_no_show" ? "no_show" : status;
}

// What was paid for it, in its place when it was no trip; null for nothing.
export function paidFor({ status, fare, fee }) {
  return fee ?? (status === "completed" ? fare : null);
}
