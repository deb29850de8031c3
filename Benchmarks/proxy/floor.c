// floor: sends what comes from a client to two upstreams, sends the first one's answer back, and throws the second one's away.
//
//     floor LISTEN-PORT LEGACY-PORT CANDIDATE-PORT
//
// It looks at nothing of what it carries, keeps nothing and checks nothing: one thread, epoll, and the fewest system calls with
// which both answers can be received. What it costs is what the kernel takes; no proxy that has both answers can cost less.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { most_events = 512, read_size = 128 * 1024 };

// One end of a way: a client's socket, or one of the two to the upstreams that it has as long as it is there.
struct end {
    struct way *way;
    int socket;
};

struct way {
    struct end client, legacy, candidate;
    bool is_over;
    // What the client has not taken yet; legacy is not read from meanwhile.
    char *unsent;
    size_t unsent_length;
    struct way *next_over;
};

static int poller, listener, legacy_port, candidate_port;
// Ended while events were looked at, which may still name them.
static struct way *over;
static char buffer[read_size];

static void die(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

static struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static void watch(struct end *end, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = end};
    if (epoll_ctl(poller, operation, end->socket, &event) < 0) die("epoll_ctl");
}

static void without_delay(int socket) {
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
}

static void connect_upstream(struct way *way, struct end *end, int port) {
    struct sockaddr_in address = loopback(port);
    end->way = way;
    end->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (end->socket < 0 || connect(end->socket, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
    without_delay(end->socket);
    watch(end, EPOLL_CTL_ADD, EPOLLIN);
}

static void take_client(void) {
    int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (socket < 0) return;
    without_delay(socket);
    struct way *way = calloc(1, sizeof *way);
    if (!way) die("memory");
    connect_upstream(way, &way->legacy, legacy_port);
    connect_upstream(way, &way->candidate, candidate_port);
    way->client = (struct end){way, socket};
    watch(&way->client, EPOLL_CTL_ADD, EPOLLIN);
}

// Where an answer ends is not looked at, so that nobody else could use the connections to the upstreams.
static void end_way(struct way *way) {
    close(way->client.socket);
    close(way->legacy.socket);
    close(way->candidate.socket);
    way->is_over = true;
    way->next_over = over;
    over = way;
}

static void send_whole(struct end *to, const char *bytes, size_t count) {
    if (send(to->socket, bytes, count, MSG_NOSIGNAL) != (ssize_t)count) die("an upstream takes no request");
}

static void read_client(struct way *way) {
    ssize_t count = recv(way->client.socket, buffer, sizeof buffer, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return end_way(way);
    send_whole(&way->legacy, buffer, count);
    send_whole(&way->candidate, buffer, count);
}

static void write_client(struct way *way) {
    ssize_t count = send(way->client.socket, way->unsent, way->unsent_length, MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) return end_way(way);
    way->unsent_length -= count;
    memmove(way->unsent, way->unsent + count, way->unsent_length);
    if (way->unsent_length > 0) return;
    free(way->unsent);
    way->unsent = NULL;
    watch(&way->client, EPOLL_CTL_MOD, EPOLLIN);
    watch(&way->legacy, EPOLL_CTL_MOD, EPOLLIN);
}

static void read_legacy(struct way *way) {
    ssize_t count = recv(way->legacy.socket, buffer, sizeof buffer, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) die("legacy ended a connection");
    ssize_t sent = send(way->client.socket, buffer, count, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return end_way(way);
    if (sent < 0) sent = 0;
    if (sent == count) return;
    way->unsent_length = count - sent;
    way->unsent = malloc(way->unsent_length);
    if (!way->unsent) die("memory");
    memcpy(way->unsent, buffer + sent, way->unsent_length);
    watch(&way->legacy, EPOLL_CTL_MOD, 0);
    watch(&way->client, EPOLL_CTL_MOD, EPOLLOUT);
}

static void read_candidate(struct way *way) {
    ssize_t count = recv(way->candidate.socket, buffer, sizeof buffer, 0);
    if (count == 0) die("the candidate ended a connection");
}

static void turn_to(struct end *end, uint32_t events) {
    struct way *way = end->way;
    if (way->is_over) return;
    // While the client has to take more, legacy is only heard of where it breaks off.
    if (end == &way->legacy) return way->unsent ? end_way(way) : read_legacy(way);
    if (end == &way->candidate) return read_candidate(way);
    if (way->unsent && events & EPOLLOUT) return write_client(way);
    // A client that is gone: while it takes nothing, nobody reads from it to find out.
    if (way->unsent && events & (EPOLLERR | EPOLLHUP)) return end_way(way);
    read_client(way);
}

int main(int count, char **words) {
    if (count != 4) {
        fprintf(stderr, "usage: floor LISTEN-PORT LEGACY-PORT CANDIDATE-PORT\n");
        return 64;
    }
    legacy_port = atoi(words[2]);
    candidate_port = atoi(words[3]);
    poller = epoll_create1(0);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    struct sockaddr_in address = loopback(atoi(words[1]));
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 4096) < 0) die("listen");
    struct end door = {NULL, listener};
    watch(&door, EPOLL_CTL_ADD, EPOLLIN);
    while (true) {
        struct epoll_event events[most_events];
        int ready = epoll_wait(poller, events, most_events, -1);
        if (ready < 0 && errno != EINTR) die("epoll_wait");
        for (int index = 0; index < ready; index++) {
            struct end *end = events[index].data.ptr;
            if (end == &door) {
                take_client();
            } else {
                turn_to(end, events[index].events);
            }
        }
        while (over) {
            struct way *way = over;
            over = way->next_over;
            free(way->unsent);
            free(way);
        }
    }
}
