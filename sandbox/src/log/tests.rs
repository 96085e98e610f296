use super::*;

#[test]
fn lines_have_numbers_without_gaps_and_the_oldest_go_first() {
    let log = Log::default();
    for _ in 0..LINES + 5 {
        log.gateway(None, "hello");
    }
    let all = log.read(0, usize::MAX);
    assert_eq!(all.len(), LINES);
    assert_eq!((all[0].seq, all[LINES - 1].seq), (6, LINES as u64 + 5));
    let last = log.read(LINES as u64 + 3, 1);
    assert_eq!(last.len(), 1);
    assert_eq!(last[0].seq, LINES as u64 + 4);
}

#[test]
fn an_answer_finds_its_request_and_large_bodies_push_out_old_ones() {
    let log = Log::default();
    let ask = || log.request(None, Method::GET, "/x".into(), None, Sent::default(), None);
    let first = ask();
    let second = ask();
    log.answered(first, 200, Bytes::from_static(b"{\"a\":1}"));
    let all = log.read(0, 10);
    let What::Request(exchange) = &all[0].what else {
        panic!("{all:?}")
    };
    assert_eq!(exchange.status, Some(200));
    assert_eq!(exchange.response, Some(serde_json::json!({ "a": 1 })));
    log.answered(second, 200, Bytes::from(vec![b'x'; BYTES + 1]));
    log.gateway(None, "one more");
    let left: Vec<u64> = log.read(0, 10).iter().map(|entry| entry.seq).collect();
    assert_eq!(left, [3]);
}
