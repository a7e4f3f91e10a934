package dev.trunkline.gateway.config;

/** How the kernel is asked to read and write sockets. */
public enum SocketTransport {
    /** A call for each read and each write; where there is no epoll, what the system has. */
    EPOLL,
    /**
     * Many at once through a ring (Linux); epoll where the kernel or its seccomp profile forbids
     * it.
     */
    IO_URING
}
