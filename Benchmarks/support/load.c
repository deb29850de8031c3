// load: sends HTTP/1.1 requests over keep-alive connections and prints, as one line of JSON, what came of every one.
//
// Two ways: as fast as answers come (a fixed number of requests on each connection), or open loop at a fixed rate, where a
// latency counts from the moment at which the request was due and not from the moment at which a connection was free. So a
// server that stalls is charged for every request that it kept waiting (Tene, "How NOT to measure latency").
//
// One thread, epoll. Answers must carry Content-Length. A request has failed when its answer is not a 200, when its
// connection ends or breaks, or when no answer came within the time limit; the connection is made anew then.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { head_limit = 16384, read_size = 65536, request_limit = 1 << 20 };

struct connection {
    int socket;
    bool busy;           // a request is under way
    bool writable;       // the kernel takes bytes, as far as we know
    int64_t due;         // when the request was due, in nanoseconds
    int64_t sent_at;     // when it was sent
    size_t written;      // bytes of the request that the kernel took
    size_t head_length;  // bytes of the answer's head so far
    int64_t body_left;   // -1 while the head is read
    int status;
    long done;           // requests that are through, failed ones included
    char head[head_limit];
};

static struct {
    int port, connections, body_bytes;
    long requests;   // on each connection; 0 where seconds say when to end
    double seconds;  // 0 where requests do
    double rate;     // a second, over all connections; 0 is as fast as answers come
    double limit;    // seconds for an answer
    long progress;   // a line after so many requests; 0 is none
    const char *path, *method;
} options = {.connections = 64, .limit = 10, .path = "/", .method = "GET"};

static char request[request_limit];
static size_t request_length;
static struct connection *connections;
static uint32_t *latencies;  // microseconds
static size_t latency_count, latency_capacity;
static long done, failed, failed_status, failed_broken, failed_late, bytes_read;
static int poller;

static void die(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void keep_latency(int64_t nanoseconds) {
    if (latency_count == latency_capacity) {
        latency_capacity = latency_capacity ? latency_capacity * 2 : 1 << 16;
        latencies = realloc(latencies, latency_capacity * sizeof *latencies);
        if (!latencies) die("memory");
    }
    int64_t microseconds = nanoseconds / 1000;
    latencies[latency_count++] = microseconds > UINT32_MAX ? UINT32_MAX : (uint32_t)microseconds;
}

static void open_connection(struct connection *connection) {
    connection->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connection->socket < 0) die("socket");
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    // Blocking: on loopback it takes as long as the listener's backlog has room.
    if (connect(connection->socket, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
    int one = 1;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = connection};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, connection->socket, &event) < 0) die("epoll_ctl");
    connection->busy = false;
    connection->writable = true;
}

static void write_request(struct connection *connection) {
    while (connection->busy && connection->writable && connection->written < request_length) {
        ssize_t count = send(connection->socket, request + connection->written, request_length - connection->written,
                             MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count > 0)
            connection->written += count;
        else if (count < 0 && errno == EINTR)
            continue;
        else
            connection->writable = false;  // also where it broke: reading tells
    }
}

static void begin(struct connection *connection, int64_t due) {
    connection->busy = true;
    connection->due = due;
    connection->sent_at = now();
    connection->written = 0;
    connection->head_length = 0;
    connection->body_left = -1;
    write_request(connection);
}

static void report_progress(void) {
    if (options.progress && done % options.progress == 0) {
        printf("{\"progress\": %ld}\n", done);
        fflush(stdout);
    }
}

static void finish(struct connection *connection) {
    connection->busy = false;
    connection->done++;
    done++;
    keep_latency(now() - connection->due);
    if (connection->status != 200) {
        failed++;
        failed_status++;
    }
    report_progress();
}

static void fail(struct connection *connection, long *reason) {
    if (connection->busy) {
        connection->done++;
        done++;
        failed++;
        (*reason)++;
        keep_latency(now() - connection->due);
        report_progress();
    }
    close(connection->socket);
    open_connection(connection);
}

// Reads the head's status and length. False where it is none that this program understands.
static bool read_head(struct connection *connection) {
    connection->head[connection->head_length] = 0;
    if (sscanf(connection->head, "HTTP/1.1 %d", &connection->status) != 1) return false;
    const char *field = strcasestr(connection->head, "\r\ncontent-length:");
    if (!field) return false;
    connection->body_left = strtoll(field + strlen("\r\ncontent-length:"), NULL, 10);
    return connection->body_left >= 0;
}

// Takes bytes of an answer. False where they are none of an answer to the request under way.
static bool take(struct connection *connection, const char *bytes, size_t count) {
    bytes_read += count;
    while (count > 0) {
        if (!connection->busy) return false;
        if (connection->body_left < 0) {
            size_t before = connection->head_length;
            size_t part = count < head_limit - 1 - before ? count : head_limit - 1 - before;
            memcpy(connection->head + before, bytes, part);
            connection->head_length += part;
            char *end = memmem(connection->head, connection->head_length, "\r\n\r\n", 4);
            if (!end) {
                if (connection->head_length == head_limit - 1) return false;
                return part == count;
            }
            size_t head = end + 4 - connection->head;
            connection->head_length = head;
            if (!read_head(connection)) return false;
            bytes += head - before;
            count -= head - before;
        }
        size_t body = (int64_t)count < connection->body_left ? count : (size_t)connection->body_left;
        connection->body_left -= body;
        bytes += body;
        count -= body;
        if (connection->body_left == 0) finish(connection);
    }
    return true;
}

static void read_answer(struct connection *connection) {
    static char buffer[read_size];
    for (;;) {
        ssize_t count = recv(connection->socket, buffer, sizeof buffer, MSG_DONTWAIT);
        if (count > 0) {
            if (!take(connection, buffer, count)) return fail(connection, &failed_broken);
            if ((size_t)count < sizeof buffer) return;
        } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
            return fail(connection, &failed_broken);
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

static int by_size(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static uint32_t quantile(double share) {
    if (latency_count == 0) return 0;
    size_t index = (size_t)(share * (double)latency_count);
    return latencies[index < latency_count ? index : latency_count - 1];
}

static void print_result(double seconds, long unsent) {
    qsort(latencies, latency_count, sizeof *latencies, by_size);
    printf("{\"requests\": %ld, \"failed\": %ld, \"failedStatus\": %ld, \"failedBroken\": %ld, \"failedLate\": %ld, "
           "\"unsent\": %ld, \"seconds\": %.3f, \"bytes\": %ld, \"p50\": %u, \"p90\": %u, \"p99\": %u, \"p999\": %u, "
           "\"max\": %u}\n",
           done, failed, failed_status, failed_broken, failed_late, unsent, seconds, bytes_read, quantile(0.5),
           quantile(0.9), quantile(0.99), quantile(0.999), quantile(1));
}

static void expire(int64_t at) {
    for (int index = 0; index < options.connections; index++)
        if (connections[index].busy && at - connections[index].sent_at > options.limit * 1e9)
            fail(&connections[index], &failed_late);
}

static void handle_events(int timeout) {
    struct epoll_event events[512];
    int count = epoll_wait(poller, events, 512, timeout);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int index = 0; index < count; index++) {
        struct connection *connection = events[index].data.ptr;
        if (!connection) continue;  // the timer: it woke us, and is set anew
        if (events[index].events & EPOLLOUT) {
            connection->writable = true;
            write_request(connection);
        }
        if (events[index].events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) read_answer(connection);
    }
}

// As fast as answers come: the next request of a connection goes when the last one is answered.
static void run_closed(int64_t end) {
    int64_t swept = now();
    for (;;) {
        bool any = false;
        int64_t at = now();
        for (int index = 0; index < options.connections; index++) {
            struct connection *connection = &connections[index];
            bool more = options.requests ? connection->done < options.requests : at < end;
            if (!connection->busy && more) begin(connection, now());
            any = any || connection->busy;
        }
        if (!any) return;
        handle_events(100);
        if (at - swept > 100000000LL) {
            expire(at);
            swept = at;
        }
    }
}

// At a fixed rate: request number i is due at start + i / rate, whatever became of the others.
static long run_paced(int64_t start, long total) {
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = NULL};
    if (timer < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event) < 0) die("timerfd");
    int64_t give_up = start + (int64_t)((double)total / options.rate * 1e9) + (int64_t)(options.limit * 1e9);
    int64_t swept = start;
    long next = 0;
    int from = 0;
    while (done < total) {
        int64_t at = now();
        if (at > give_up) break;
        int64_t due = start + (int64_t)((double)next / options.rate * 1e9);
        for (int tried = 0; next < total && due <= at && tried < options.connections; tried++) {
            struct connection *connection = &connections[from];
            from = (from + 1) % options.connections;
            if (connection->busy) continue;
            begin(connection, due);
            next++;
            tried = -1;
            due = start + (int64_t)((double)next / options.rate * 1e9);
        }
        // Where no connection is free the next answer wakes us; else the clock does.
        if (next < total && due > at) {
            struct itimerspec when = {.it_value = {.tv_sec = due / 1000000000LL, .tv_nsec = due % 1000000000LL}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
        }
        handle_events(100);
        if (at - swept > 100000000LL) {
            expire(at);
            swept = at;
        }
    }
    return total - done;
}

static void build_request(void) {
    int head = snprintf(request, sizeof request,
                        "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: load\r\nAccept: application/json\r\n",
                        options.method, options.path, options.port);
    if (options.body_bytes > 0) {
        head += snprintf(request + head, sizeof request - head,
                         "Content-Type: application/json\r\nContent-Length: %d\r\n", options.body_bytes);
    }
    head += snprintf(request + head, sizeof request - head, "\r\n");
    // A JSON string of the asked length.
    for (int index = 0; index < options.body_bytes; index++) {
        bool edge = index == 0 || index == options.body_bytes - 1;
        request[head + index] = edge ? '"' : (char)('a' + index % 26);
    }
    request_length = head + options.body_bytes;
}

static void parse(int count, char **words) {
    for (int index = 1; index + 1 < count; index += 2) {
        const char *name = words[index], *value = words[index + 1];
        if (!strcmp(name, "--port")) options.port = atoi(value);
        else if (!strcmp(name, "--connections")) options.connections = atoi(value);
        else if (!strcmp(name, "--requests")) options.requests = atol(value);
        else if (!strcmp(name, "--seconds")) options.seconds = atof(value);
        else if (!strcmp(name, "--rate")) options.rate = atof(value);
        else if (!strcmp(name, "--limit")) options.limit = atof(value);
        else if (!strcmp(name, "--progress")) options.progress = atol(value);
        else if (!strcmp(name, "--path")) options.path = value;
        else if (!strcmp(name, "--method")) options.method = value;
        else if (!strcmp(name, "--body-bytes")) options.body_bytes = atoi(value);
        else options.port = 0;
    }
    bool bounded = (options.requests > 0) != (options.seconds > 0);
    bool paced = options.rate <= 0 || options.seconds > 0;
    if (count % 2 == 0 || options.port <= 0 || options.connections < 1 || !bounded || !paced || options.body_bytes < 0 ||
        options.body_bytes > request_limit / 2 || strlen(options.path) > 4096) {
        fprintf(stderr, "usage: load --port N (--requests N-ON-EACH-CONNECTION | --seconds S [--rate R]) [--connections N] "
                        "[--path P] [--method M] [--body-bytes N] [--limit S] [--progress N]\n");
        exit(64);
    }
}

int main(int count, char **words) {
    parse(count, words);
    build_request();
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(0);
    connections = calloc(options.connections, sizeof *connections);
    if (poller < 0 || !connections) die("setup");
    for (int index = 0; index < options.connections; index++) open_connection(&connections[index]);
    int64_t start = now();
    long unsent = 0;
    if (options.rate > 0) unsent = run_paced(start, (long)(options.rate * options.seconds));
    else run_closed(start + (int64_t)(options.seconds * 1e9));
    print_result((double)(now() - start) / 1e9, unsent);
    return 0;
}
